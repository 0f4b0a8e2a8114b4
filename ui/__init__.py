"""The two faces of the program: the command line (cli.py) and the web application (web/)."""
