//! Draws HTML pages and mails.
