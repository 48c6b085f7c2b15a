//! Serves the site: router, routes, worker loop, configuration, one error type.
