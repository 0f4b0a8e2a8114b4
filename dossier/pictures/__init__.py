"""Pictures of a dossier as SVG, each with the same content in words: for people who would rather look, and for those who cannot."""
