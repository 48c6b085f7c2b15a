# The pages of a procedure: steps, questions, buttons.
action-continue = Continue
form-step = Step { $step } of { $steps }
