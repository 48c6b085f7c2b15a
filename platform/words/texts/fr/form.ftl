# Les pages d'une démarche : étapes, questions, boutons.
action-continue = Continuer
form-step = Étape { $step } sur { $steps }
