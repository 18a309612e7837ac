"""Where samples come from: folders, splits that do not leak, audits, phantoms."""
