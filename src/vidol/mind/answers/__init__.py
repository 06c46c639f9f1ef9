"""Finding the answer to a question: intent matching with a gate, and retrieval over documents."""
