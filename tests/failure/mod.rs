//! Bad input and bad days: each message says what, where and how to mend it; what is good is in, what is bad is listed, nothing
//! is lost or counted twice.

mod calendar;
mod disk;
mod files;
mod killed;
mod rules;
mod tables;
mod tampered;
mod workbooks;
