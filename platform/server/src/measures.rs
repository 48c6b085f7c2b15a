//! Counts what operators watch, and prints it as Prometheus reads it. Labels are route templates and codes, never values.

use metrics::{Key, Label, Level, Metadata, Recorder};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle, PrometheusRecorder};

/// The measures of one server. Not global: tests run many servers in one process.
pub(crate) struct Measures {
    recorder: PrometheusRecorder,
    handle: PrometheusHandle,
}

const METADATA: Metadata<'static> = Metadata::new("server", Level::INFO, None);

impl Measures {
    pub(crate) fn new() -> Self {
        let buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];
        let builder = PrometheusBuilder::new();
        let builder = match builder.set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &buckets) {
            Ok(builder) => builder,
            // Only an empty list is refused; without buckets the exporter prints summaries.
            Err(_) => PrometheusBuilder::new(),
        };
        let recorder = builder.build_recorder();
        let handle = recorder.handle();
        Self { recorder, handle }
    }

    pub(crate) fn request(&self, route: &str, method: &str, status: u16, seconds: f64) {
        let labels = vec![
            Label::new("route", route.to_owned()),
            Label::new("method", known_method(method)),
            Label::new("status", status.to_string()),
        ];
        let counter = Key::from_parts("guichet_requests_total", labels);
        self.recorder.register_counter(&counter, &METADATA).increment(1);
        let histogram = Key::from_parts("guichet_request_seconds", vec![Label::new("route", route.to_owned())]);
        self.recorder.register_histogram(&histogram, &METADATA).record(seconds);
    }

    /// One more of something that happens at the counter (`guichet_submissions_total`).
    pub(crate) fn count(&self, name: &'static str, label: Option<(&'static str, String)>) {
        let labels: Vec<Label> = label.into_iter().map(|(name, value)| Label::new(name, value)).collect();
        self.recorder.register_counter(&Key::from_parts(name, labels), &METADATA).increment(1);
    }

    /// Everything so far, in Prometheus' text format.
    pub(crate) fn print(&self) -> String {
        self.handle.run_upkeep();
        self.handle.render()
    }
}

/// A method that nobody knows would make a new series for each invention.
fn known_method(method: &str) -> &'static str {
    ["GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH"]
        .into_iter()
        .find(|known| *known == method)
        .unwrap_or("other")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_counted_by_its_template() {
        let measures = Measures::new();
        measures.request("/suivi/{token}", "GET", 200, 0.004);
        measures.request("/suivi/{token}", "BREW", 405, 0.001);
        let text = measures.print();
        assert!(
            text.contains(r#"guichet_requests_total{route="/suivi/{token}",method="GET",status="200"} 1"#),
            "{text}"
        );
        assert!(text.contains(r#"method="other""#), "{text}");
    }
}
