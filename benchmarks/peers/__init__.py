"""Other ways of aligning two photos, one file per family: what the product is measured against."""
