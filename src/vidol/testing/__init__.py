"""What authors of plug-ins test with: small stand-ins for what surrounds theirs, and a check that each
keeps what its protocol promises. vidol's own plug-ins pass the same checks. Nothing of vidol imports
this package.
"""
