"""The body on top of the lips: emotions, gestures, gaze, breath and hair, and what speech moves."""
