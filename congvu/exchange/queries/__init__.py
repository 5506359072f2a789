"""What can be asked about the exchange."""
