"""How each kind of biomarker states its result: one reader a kind, from the words around the marker to values.

`READERS[kind](marker, after, before, family)`: `after` runs from the marker (or the list of markers it stands in) to the end of its
reach, `before` is the same sentence up to it; `marker["said"]` are the words of the marker itself, which may hold its result
("METex14", "EML4-ALK", "1p/19q codélété"); `family` is the organ family of the tumour.
"""

from __future__ import annotations

from matching.reading.results.genes import (
    read_braf,
    read_brca,
    read_egfr,
    read_egfr_variant,
    read_kit,
    read_kras,
    read_met,
    read_p53,
    read_pdgfra,
    read_ras,
)
from matching.reading.results.receptors import (
    read_her2,
    read_hormone_receptors,
    read_percent,
    read_receptor,
    read_triple_negative,
)
from matching.reading.results.result import Reader, Result, simple
from matching.reading.results.scores import (
    read_codeletion,
    read_dpd,
    read_genomic,
    read_level,
    read_methylation,
    read_mmr_protein,
    read_msi,
    read_msi_high,
    read_mss,
    read_pdl1,
    read_signed,
    score,
)

__all__ = ["READERS", "Result"]

READERS: dict[str, Reader] = {
    "receptor": read_receptor, "hormone_receptors": read_hormone_receptors, "triple_negative": read_triple_negative, "her2": read_her2,
    "percent": read_percent, "egfr": read_egfr, "fusion": simple("rearranged", "not_rearranged"), "altered": simple("altered", "not_altered"),
    "met": read_met, "kras": read_kras, "ras": read_ras, "braf": read_braf, "mutation": simple("mutated", "wild_type"), "brca": read_brca,
    "germline": read_brca, "egfr_variant": read_egfr_variant,
    "kit": read_kit, "pdgfra": read_pdgfra, "p53": read_p53, "her2_mutation": simple("mutated", "wild_type"),
    "pdl1": read_pdl1, "pdl1_tps": score("biomarker.pdl1_tps"), "pdl1_cps": score("biomarker.pdl1_cps"), "msi": read_msi,
    "mmr_protein": read_mmr_protein, "msi_high": read_msi_high, "mss": read_mss, "methylation": read_methylation, "codeletion": read_codeletion,
    "signed": read_signed,
    "level": read_level, "dpd": read_dpd, "genomic": read_genomic,
}  # fmt: skip
