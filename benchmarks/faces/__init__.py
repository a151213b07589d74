"""The product on photographs of real faces: smiles, other people, selfies."""
