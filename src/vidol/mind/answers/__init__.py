"""Finding the answer to a question: intent matching with a calibrated gate, and retrieval over
documents.
"""
