# The agents' portal: delays.
delays-title = Delays
delays-text = Of the last twelve months, by the month of filing or, of a case that another office sent on, of its coming to you. A case that those who run this site cancelled counts among the closed, without a delay. Days are counted in full: 0 means “within 24 hours”. Erased cases stay counted.
delays-caption = Delays by month and démarche
delays-month = Month
delays-received = Received
delays-open = Still open
delays-closed = Finished
delays-receipt-half = Opened: half within
delays-receipt-most = Opened: 9 in 10 within
delays-end-half = Finished: half within
delays-end-most = Finished: 9 in 10 within
delays-days = { $count } d
delays-none = No case has come to your desk for twelve months.
