//! Tests `form` from outside: a folder in, what is told or done out.

mod check;
mod folder;
mod hostile;
