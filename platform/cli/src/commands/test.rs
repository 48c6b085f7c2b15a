//! `guichet test`: plays the démarches' scenarios.
