//! Mingjing's analytics: assessment, reports and charts over the engine's facts. Its first rooms come with the reports and the scores.
#![forbid(unsafe_code)]
