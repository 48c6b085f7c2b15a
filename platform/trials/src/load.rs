//! Measures what one request costs a server: processor time of its process, over many requests.

use std::{future::Future, pin::Pin, time::Duration};

use anyhow::{Context as _, ensure};

use crate::{client::Client, process::Server};

/// One request of a client, whose number is given: whether the answer was the expected one.
pub type Asked<'c> = Pin<Box<dyn Future<Output = anyhow::Result<bool>> + Send + 'c>>;

/// Processor time of the server for one request, over `requests` by `connections` clients, after a tenth of them unmeasured.
pub async fn cost<F>(
    server: &Server,
    requests: usize,
    connections: usize,
    cookies: &str,
    ask: F,
) -> anyhow::Result<Duration>
where
    F: for<'c> Fn(&'c mut Client, usize) -> Asked<'c> + Clone + Send + 'static,
{
    let each = requests.div_ceil(connections);
    let run = async |times: usize| -> anyhow::Result<()> {
        let mut tasks = tokio::task::JoinSet::new();
        for connection in 0..connections {
            let (ask, address, cookies) = (ask.clone(), server.address.clone(), cookies.to_owned());
            tasks.spawn(async move {
                let mut client = Client::connect(&address).await?;
                client.set_cookies(&cookies);
                for _ in 0..times {
                    ensure!(ask(&mut client, connection).await?, "an unexpected answer");
                }
                anyhow::Ok(())
            });
        }
        while let Some(done) = tasks.join_next().await {
            done??;
        }
        Ok(())
    };
    run(each.div_ceil(10)).await?;
    let before = server.cpu()?;
    run(each).await?;
    let used = server.cpu()? - before;
    Ok(used / u32::try_from(each * connections)?)
}

/// Processor time that the programs which this one started, and which have ended, have used.
pub fn cpu_of_children() -> anyhow::Result<Duration> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    let after_name = stat.rsplit_once(')').context("a process name")?.1;
    let fields: Vec<&str> = after_name.split_whitespace().collect();
    // Fields 16 and 17 of proc(5), counted from the third; in ticks of 10 ms on Linux.
    let ticks: u64 = fields[13].parse::<u64>()? + fields[14].parse::<u64>()?;
    Ok(Duration::from_millis(ticks * 10))
}
