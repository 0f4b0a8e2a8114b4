"""Clinical trials: the registry kept on this machine, searched and matched without any data going out."""
