"""What authors of plug-ins test with: fakes of what a plug-in is given, and checks that something
keeps a protocol of the house. Ours pass the same checks.
"""
