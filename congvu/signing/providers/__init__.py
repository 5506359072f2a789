"""Where private keys are: one class for each way, behind `base.Provider`."""
