"""A generator of faces: its networks, how it is trained (recipes/, with torch), and how it is run
without torch.
"""
