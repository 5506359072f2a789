"""How the outside reaches documents."""
