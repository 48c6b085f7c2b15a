# What surrounds every page, and the catalogue.
site-skip = Skip to content
site-test = TEST
site-test-explained = This is a trial site: nothing you send is dealt with.
site-navigation = Navigation
site-account = My account
site-inbox = Cases
site-logout = Log out
site-accessibility-state = Accessibility: not compliant
site-legal = Legal notice
site-privacy = Personal data
error-prefix = Error:
warning-prefix = To check:
copied = Copied
action-back = Back
link-new-tab = (opens in a new tab)
action-leave = Back to the list of procedures
action-print = Print
help-title = Need help?
help-recipient = { $recipients }: the contact details appear here as soon as your answers tell which office it is.
help-reference = On the phone, give this reference:
help-reference-bare = Give this reference:
contact-phone = Telephone: { $phone }
download-kind-pdf = PDF
download-kind-zip = ZIP
download-kind-jpeg = JPEG
download-kind-png = PNG
download-kind-json = JSON
download-kind-csv = CSV table
download-kind-other = file
delay-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
}
delay-months = { $count ->
    [one] { $count } month
   *[other] { $count } months
}
delay-years = { $count ->
    [one] { $count } year
   *[other] { $count } years
}
source-vault = From details recorded before, on { $date }.
source-vault-from = From your details, recorded on { $date } with “{ $demarche }”.
source-vault-own = From details typed in the account on { $date }.
source-vault-by = From details recorded on { $date }, given by { $by }.
source-vault-correct = You can correct it.
source-identity = Given by { $provider }.
source-identity-on = Taken over from { $provider }, on { $date }.
source-dossier = Taken from a procedure sent on { $date }.
source-dossier-from = Taken from your procedure “{ $demarche }” ({ $reference }), sent on { $date }.
source-site = Passed on by { $site } on { $date }, taken over with your agreement.
source-data = Given by { $name }.
source-computed = Computed from your answers.
source-computed-agent = Computed from the citizen's answers.
catalogue-title = Online procedures
catalogue-lead = Choose a procedure. You can fill it in over several visits, with or without an account.
catalogue-search = Search for a procedure
catalogue-search-button = Search
catalogue-results = { $count ->
    [0] No procedure for “{ $query }”. Try a shorter or a more common word.
    [one] { $count } procedure for “{ $query }”.
   *[other] { $count } procedures for “{ $query }”.
}
catalogue-all = See all procedures
catalogue-empty = No procedure has been published here yet.
catalogue-login = account needed
