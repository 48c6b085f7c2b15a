# Error pages: what happened, and what to do. Stable codes may have their own title and text.
error-home = Back to the home page
error-id = To give on the phone:
error-retry = { $count ->
    [one] Try again in { $count } second.
   *[other] Try again in { $count } seconds.
}
error-400-title = This request is malformed
error-400-text = Go back to the previous page and try again.
error-401-title = Log in to go on
error-401-text = You have to be logged in to see this page.
error-403-title = This page is not open to you
error-403-text =
    You may not see this page, or you are no longer logged in.
    Log in again, or go back to the previous page.
error-404-title = This page does not exist
error-404-text =
    The address may be incomplete, or the page is gone.
    If you followed a link from an e-mail, check that it was copied whole.
error-405-title = This cannot be done here
error-405-text = Go back to the previous page and use its buttons.
error-409-title = This page has changed in the meantime
error-409-text = Your answers are kept. Go back, reload the page and try again.
error-410-title = This link is no longer valid
error-410-text =
    Its time has passed, or what it opened was erased.
    If it was a draft, you have to start the procedure again.
error-413-title = This is too much at once
error-413-text = Attach fewer files at a time, or lighter ones. Your other answers are kept.
error-415-title = This format is not accepted
error-415-text = Use the forms of this site, or the format that the documentation describes.
error-422-title = An answer cannot be read
error-422-text = Go back to the previous page, reload it and try again.
error-429-title = Too many requests in a short time
error-429-text = Wait a little before trying again. Your answers are kept.
error-500-title = Something went wrong on our side
error-500-text =
    It is not your fault. What you saved is kept.
    Try again in a few minutes.
error-503-title = The service is unavailable for the moment
error-503-text =
    Nothing that was saved is lost. What you sent last is not confirmed: send it again.
    Try again in a few minutes.
error-password-crowded-title = Many people are logging in at this moment
error-password-crowded-text = Your password or your code was not read, and this attempt does not count. Go back to the page before, then try again in a few seconds.
error-request-form-token-title = This page stayed open too long
error-request-form-token-text = For your safety, reload the page, then try again. The answers you saved are kept.
error-request-cross-site-title = This request came from another site
error-request-cross-site-text = For your safety, it was not followed. Go back to the home page and start again from this site.
error-resume-locked-title = This link no longer works
error-resume-locked-text = The code was wrong five times. Your answers stay protected and will be erased on the date announced. You can start the procedure again.
error-definition-faults-title = This procedure is unavailable for the moment
error-definition-faults-text = It is being updated. Try again in a few minutes.
error-store-draft-submitted-title = This application has already been sent
error-store-draft-submitted-text = It was recorded only once. Your reference is on the confirmation page.
error-file-scanning-title = This file is being checked
error-file-scanning-text = The antivirus has not finished yet. The answers and the other files remain available: go back, then try again in a few minutes.
error-file-damaged-title = A file can no longer be read
error-file-damaged-text =
    It is damaged where this site keeps it: it is not your doing, and trying again will change nothing.
    The answers and the other files remain available. If you still have this file, keep it; if not, ask whoever sent it for it again.
error-file-malware-title = This file is held back
error-file-malware-text =
    The antivirus found malicious software in it: nobody can download it.
    The answers and the other files remain available. Ask whoever sent it for another file.
