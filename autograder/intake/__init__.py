"""From what lies on a disk to the modules that are run: read once, parsed elsewhere."""
