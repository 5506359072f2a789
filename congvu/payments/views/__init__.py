"""Pages of payments: for the payer, for officials, and what gateways call."""
