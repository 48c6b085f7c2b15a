# How citizens come in.
account-login-or = Or with an e-mail address
account-login-by = Sign in with { $provider }
account-login-about = What is { $provider }?
account-login-about-title = What is { $provider }? – new window
account-login-professional = Do you act for a company or an association?
account-login-professional-text = Identify yourself professionally, with your account at work.
account-join-title = First login with { $provider }
account-join-known = { $provider } tells us that you are { $name }.
account-join-unnamed = { $provider } has identified you.
account-join-held = What you typed is kept, and will be saved afterwards.
account-join-none = You are here for the first time
account-join-none-text = An account without a password is opened: you will come in by { $provider }. If you already had an account, it stays apart, as it is.
account-join-apart = Go on without attaching
account-join-have = You already have an account here
account-join-have-text = Attach it: your procedures stay there, your details too if you give its password, and { $provider } will open it from now on. First show that it is yours.
account-join-own = Attach this way to log in to your account
account-join-own-text = You stay in the account that you are in, with your applications: { $provider } will open it from now on. First show that this account is yours. If you have neither a password nor an address here, log out, come back by your usual way to log in, and begin again within ten minutes. To open an account apart, log out first.
account-join-email = E-mail address of that account
account-join-password = Password of that account
account-join-password-hint = Leave it empty if you no longer have it, and get a code by e-mail.
account-join-button = Attach this account
account-join-by-code = Get a code by e-mail
account-join-code-title = The code sent by e-mail
account-join-code-text = If there is an account at the address { $email }, a code has just been sent there. It is good for ten minutes.
account-join-code-then = To be safe, the password of that account will be forgotten, any other way into it detached, its other devices logged out and its details deleted: somebody else may have opened it with your address. If a second factor is asked for and you give it, the details stay. Procedures and drafts stay: read again those that you do not know.
identify-title = Identify yourself for this procedure
identify-citizen = { $level ->
    [eidas2] The service that treats this procedure must be sure who files it. It asks for an identity verified at the substantial level: an identity provider has you confirm it by a second means.
    [eidas3] The service that treats this procedure must be sure who files it. It asks for an identity verified at the high level: an identity provider has you confirm it with your identity card or a means as sure.
   *[other] The service that treats this procedure must be sure who files it. It asks for a verified identity: an identity provider says that it is you. The password of an account here does not do.
}
identify-professional = { $level ->
    [eidas1] This procedure is filed on behalf of a company or an association. An identity provider must say for which one you act, and who you are, at the low level at least.
    [eidas2] This procedure is filed on behalf of a company or an association. An identity provider must say for which one you act, and who you are, at the substantial level at least.
    [eidas3] This procedure is filed on behalf of a company or an association. An identity provider must say for which one you act, and who you are, at the high level.
   *[other] This procedure is filed on behalf of a company or an association. An identity provider must say for which one you act.
}
identify-too-low = You are identified, but less surely than this procedure asks for. Begin again with a surer means.
identify-too-old = It was too long ago for this procedure that you identified yourself. Begin again: you come back to where you were.
identify-other-citizen = You are identified as a professional. This procedure asks who you are yourself.
identify-other-professional = You are identified, but nothing says for which company or association you act.
identify-account = You stay in your account { $account }: this way to log in will be attached to it if it is not yet.
identify-account-unnamed = You stay in your account: this way to log in will be attached to it if it is not yet.
identify-held = What you have just typed is kept on this page: it will be saved as soon as you have identified yourself.
identify-nobody = This site offers no way to identify yourself so at present. The procedure cannot be done online here.
identify-otherwise = You cannot identify yourself so?
identify-otherwise-text = Nobody has to. Turn to the service that treats this procedure: it will tell you how to do it another way.
identity-other-account = This is not the account that you are logged in to, where your application is. Identify yourself with your own account of { $provider }, or log out first.
identity-taken = This account of { $provider } and this account here do not go together: one of them is already attached to another one. Detach it first, or go on without attaching.
identity-last-way = { $provider } is your only way into this account: it cannot be detached.
connections-title = Login
connections-open = Your ways to log in
connections-acting = You act for { $name }, SIRET { $siret }.
connections-acting-unnamed = You act for the establishment with SIRET { $siret }.
connections-providers = Your ways to log in
connections-since = Attached on { $since }. Last login on { $seen }.
connections-said = What { $provider } told us of you
connections-claim-birthcountry = Country of birth (Insee code)
connections-claim-birthdate = Date of birth (00: unknown)
connections-claim-birthplace = Municipality of birth (Insee code)
connections-claim-email = E-mail address
connections-claim-family-name = Name at birth
connections-claim-gender = Sex
connections-claim-given-name = First names
connections-claim-given-name-array = First names, one by one
connections-claim-label = Organisation
connections-claim-organizational-unit = Department
connections-claim-preferred-username = Name in use
connections-claim-siret = SIRET
connections-claim-usual-name = Usual name
connections-male = Male
connections-female = Female
connections-detach = Detach { $provider }
connections-attach = Come into this account also by:
connections-no-password = This account has no password.
connections-password-stays = Changing the password does not detach { $providers }: if you fear that somebody else gets into your account, also detach what you do not know.
prove-title = Confirm that it is you
prove-text = Before you change what opens your account, say once more who you are. It holds for ten minutes.
prove-button = Confirm
prove-login-first = You have no password. Log out, log in again, then come back within ten minutes.
second-factor-withdraw = Give up
connections-done-attached = It is attached: you can now come in this way.
connections-done-detached = It is detached. Your other devices are logged out.
connections-done-ended = Done: the session there is over.
account-forgot = Forgot your password?
account-forgot-title = Forgotten password
account-forgot-text = Type the e-mail address of your account: a link to choose another password will be sent there.
account-forgot-button = Get a link by e-mail
account-forgot-sent = If there is an account at the address { $email }, a link has just been sent there. It is good for half an hour, once.
account-recover-title = Choose another password
account-recover-button = Choose this password
account-recover-then = Any other way into this account will be detached and its devices logged out: somebody else may have opened it with your address. You can attach yours again. Read your details and your drafts again.
account-recover-over = This link is good no more: it was used already, another one has replaced it, or it is older than half an hour.
second-factor-lost = Neither telephone nor recovery code? Who runs the site can take your second factor away, once sure of who you are.
second-factor-text = Besides your password, a code of your telephone can be asked for at each login. It takes an authenticator application, for instance FreeOTP.
second-factor-change = Change or take away the second factor
devices-title = Your devices
devices-text = The devices where you are logged in now. End those that you do not know, then change your password.
devices-unknown = Unknown device
devices-here = this device
devices-since = Logged in since { $since }, seen on { $seen }.
devices-by = Logged in by { $provider } since { $since }, seen on { $seen }.
devices-end = Log out
devices-end-this = Log out { $device }
devices-end-others = Log out all others
