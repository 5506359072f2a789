"""Everything that can be asked about documents; `visible_to` first."""
