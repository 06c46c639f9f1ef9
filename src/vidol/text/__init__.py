"""What every room knows of text: languages, sentences, encodings, names, and how it is set."""
