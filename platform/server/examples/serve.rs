//! Serves the repository's démarches on 127.0.0.1:8099 for a look around.
fn main() -> anyhow::Result<()> {
    server::logging::start(false, "info,server=debug");
    let mut config = server::Config::new(std::env::args().nth(1).unwrap_or_else(|| "/tmp/guichet-look".into()));
    config.listen = ([127, 0, 0, 1], 8099).into();
    config.public_url = "http://127.0.0.1:8099".into();
    config.demo = true;
    config.sources.forms = vec!["forms".into(), "archetype".into()];
    config.sources.components = vec!["components".into()];
    config.directories = vec!["examples/annuaire-demonstration.yaml".into()];
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(server::run_and_tell(config, |address, demo| {
        tracing::info!(%address, ?demo, "ready");
    }))
}
