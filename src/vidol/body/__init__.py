"""The body on top of the lips: motion, emotions, gestures, gaze, breath, hair; what speech moves."""
