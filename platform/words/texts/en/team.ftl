# The agents' portal: who works for the organisation.
portal-nav = Agents' area
team-title = Agents
team-count = { $count ->
    [one] { $count } account
   *[other] { $count } accounts
}
team-done = Done.
team-closed = Account closed
team-invited = Invitation to be accepted by { $date }
team-second = Second factor in place
team-role = Role
team-role-of = Role of { $name }
team-role-agent = Agent
team-role-supervisor = Supervisor
team-role-admin = Administrator
team-set-role = Change the role
team-open = Open the account again
team-close = Close the account
team-reset-second = Take the second factor away
team-roles = Who may do what
team-explained-agent = Treats the cases of their desk, takes those that nobody looks after and passes their own on.
team-explained-supervisor = Besides, passes on cases that colleagues look after, chooses the labels of the desk, keeps its letter templates, reads its delays and exports its cases, with all answers.
team-explained-admin = Besides, decides on this page who works for the organisation.
team-invite = Invite an agent
team-invite-hint = A link is sent there; it holds for seven days.
team-invite-button = Send the invitation
team-name = Their name
team-desk = Their desk
agent-last-admin = Your organisation would be left without an administrator: give that role to somebody else first.
agent-exists = This address already has an agent's account, here or in another organisation. Choose another one.
agent-too-many-invited = Too many invitations are waiting for an answer: try again once some were accepted or have run out.
branch-unknown = Choose a desk of the list.
stand-in-title = Absence
stand-in-text = While you are away, a colleague of your desk sees the cases that you look after among “Mine”, and can pass them on.
stand-in-who = Who stands in for you
stand-in-from = From
stand-in-until = Until (included)
stand-in-button = Save the absence
stand-in-end = End the absence
stand-in-alone = No other agent works at your desk.
stand-in-named = { $name } stands in for you from { $from } until { $until }, included.
stand-in-of = You stand in for { $name } until { $date }, included: their cases are among “Mine”.
stand-in-colleague = Choose an agent of your desk whose account is open.
stand-in-days = Give two dates: the first before the second, which is today or later, within a year.
