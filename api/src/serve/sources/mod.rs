//! Where data comes from: what each source sent, and what is declared of it.

pub mod declare;
pub mod figures;
pub mod list;
