"""The demo's documents: what `data/documents` tells of, done by the actions that people use."""
