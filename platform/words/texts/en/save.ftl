# Saving, leaving, coming back.
save-title = Save and quit
save-text = Your answers are saved. To find them again you need a link and a code that you choose here. You have until { $date }; every visit extends this.
save-text-account = Your answers are saved in your account: you may close this page and find them under “My account” until { $date }. Every visit extends this. To take them up without logging in too, choose a code here: you will receive a link.
save-account = Go to my account
save-claim-title = Or in your account
save-claim-text = This procedure was begun without your account. Keep it in your account: you will find it there, without a link or a code, and you alone can take it up again.
save-claim = Keep it in my account
save-login-text = Do you have an account? Log in: you can keep this procedure there.
save-code = Choose a code
save-code-hint = At least { $min } characters, easy for you to remember and hard to guess, for instance three words. We cannot give it to you again.
save-email = Your e-mail address
save-email-hint = We send the link there, not the code. Example: camille@exemple.fr
save-button = Save
saved-title = Your draft is saved
saved-text = Come back before { $date } with the link below and the code you chose.
saved-link-title = Your link
saved-copy = Copy the link
saved-sent = The link has just been sent to { $email }.
saved-code-reminder = On this device as on any other, you will be asked for your code. You will have five attempts.
saved-code-reminder-account = Your account opens this draft. Anywhere else you will be asked for your code: you will have five attempts.
resume-title = Go on with your application
resume-code = Your code
resume-code-hint = The one you chose when you left.
resume-button = Go on
resume-attempts = { $count ->
    [one] You have { $count } attempt left. After that, this link will no longer work.
   *[other] You have { $count } attempts left.
}
resume-locked = The code was wrong five times: this link no longer works. Your answers stay protected and will be erased on the date announced.
resume-held = This application was put away. What you have just typed is kept on this page: give your code to save it.
held-files = Files have to be chosen again.
resume-start-again = Start again
resume-wrong-code = This is not the right code. Check capital letters and spaces, then try again.
moved-title = This application is no longer at this address
moved-text = It was taken up elsewhere with its link and its code, or the time to finish it is over.
moved-how = To go on with it here, open its link and give its code. If it is in your account, open “My account”.
moved-typed = What you have just typed
moved-typed-text = These answers are not saved. Note them or print this page so that you can type them again.
code-required = Enter a code.
code-too-short = Choose a code of at least { $min } characters, for instance three words.
code-too-long = Choose a shorter code: at most { $max } characters.
code-wrong = This is not the right code. Check capital letters and spaces, then try again.
code-locked = The code was wrong five times: this link no longer works.
email-too-many = The link of this file has already been sent to five addresses. Use one of them.
email-invalid = Enter a complete e-mail address, for instance camille@exemple.fr.
