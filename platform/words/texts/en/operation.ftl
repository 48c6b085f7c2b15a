# The page of those who run the site.
operation-title = Operation
operation-text = How the site runs. No answer and no citizen's name here. What you do is noted in the journal under your name.
operation-done = { $count ->
    [0] Nothing was waiting.
    [one] Done.
   *[other] Done, { $count } times.
}
operation-next = More
operation-queues = Queues
operation-queue = Queue
operation-queue-outbox = Deliveries and mails
operation-queue-timers = Reminders and time limits
operation-queue-scans = Antivirus
operation-queue-webhooks = Webhooks
operation-queue-exports = Exports
operation-queue-drops = Drops and mails to desks
operation-waiting = To do
operation-under-way = Under way
operation-held = Suspended
operation-parked = Wait for a human
operation-oldest = Oldest that is late
operation-routes = Routes to recipients
operation-partner = Recipient
operation-state = State
operation-arrived = Last arrived
operation-failed = Last failure
operation-next-try = Next attempt
operation-acts = Act
operation-open = Open
operation-paused = Paused since { $date }
operation-paused-by-partner = Paused since { $date }: the recipient's server answered 410
operation-rests = Resting until { $date }, as the recipient asked
operation-pause = Pause
operation-resume = Resume
operation-retry = Retry
operation-retry-all = Retry all
operation-redrive = Send again
operation-no-routes = No route: recipients work on the portal, or come by the API.
operation-parked-title = Waits for a human
operation-none-parked = Nothing waits.
operation-work = Work
operation-case = Case
operation-attempts = Attempts
operation-since = Since
operation-refused-title = Cases that the recipient's software could not take in
operation-none-refused = None.
operation-suspended-title = Suspended cases
operation-none-suspended = None.
operation-why = Why
operation-why-unreadable = Unreadable
operation-why-not-ours = Not theirs
operation-why-duplicate = Duplicate
operation-why-other = Other
case-not-refused = This case waits no more: somebody sent it again, or the office answered it.
