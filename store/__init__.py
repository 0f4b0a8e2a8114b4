"""Where things are kept. This room knows no other room.

errors       the exceptions, each with the French sentence to show
settings     the program's folder, the databases' addresses, the settings of the installation
base         the two families of tables: dossiers (precious) and registry (rebuildable)
engine       connections and short transactions, on SQLite or PostgreSQL
migrations   bringing a database to the tables of this version
optimistic   two people on one row: nothing lost, the second is told
users        local named users and their roles
journal      who did what, when, on what
key          the installation's encryption key
identity     who the patient is, encrypted, apart from the dossier
surrogates   identifying words replaced by others of the same length
"""
