//! TLS for servers that other machines reach: rustls, by certificate and key from files.
//!
//! A handshake is made by a task of its own, so that a client that is slow at it keeps nobody waiting; one that takes longer than
//! [`PATIENCE`], or fails, is dropped. TLS 1.2 and 1.3 are spoken.

use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::serve::Listener;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, mpsc};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::server::TlsStream;

/// Longest time for a handshake.
const PATIENCE: Duration = Duration::from_secs(10);
/// Handshakes that may be under way.
const MOST_HANDSHAKES: usize = 256;
/// Connections that may wait to be served.
const QUEUE: usize = 64;
/// How long nothing is accepted after the system refused to: too many files are open, for instance.
const BREATH: Duration = Duration::from_millis(500);

/// Why TLS cannot be spoken.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file cannot be read as what it should be.
    #[error("{file} holds no {what} that can be read ({detail}); give a PEM file")]
    File {
        /// The file.
        file: String,
        /// Certificate or key.
        what: &'static str,
        /// In what it fails.
        detail: String,
    },
    /// Certificate and key do not go together, or are of a kind that is not spoken.
    #[error("certificate and key cannot be used ({detail}); give the key that belongs to the first certificate of the file")]
    Pair {
        /// In what it fails.
        detail: String,
    },
}

/// Reads certificate and key.
pub fn config(cert: &Path, key: &Path) -> Result<Arc<ServerConfig>, TlsError> {
    let wrong = |file: &Path, what, detail: String| TlsError::File { file: file.display().to_string(), what, detail };
    let certificates = CertificateDer::pem_file_iter(cert)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| wrong(cert, "certificate", error.to_string()))?;
    if certificates.is_empty() {
        return Err(wrong(cert, "certificate", "there is none in it".to_owned()));
    }
    let key = PrivateKeyDer::from_pem_file(key).map_err(|error| wrong(key, "private key", error.to_string()))?;
    let config = ServerConfig::builder().with_no_client_auth().with_single_cert(certificates, key);
    let mut config = config.map_err(|error| TlsError::Pair { detail: error.to_string() })?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

/// Gives connections whose handshake is done.
pub struct TlsListener {
    ready: mpsc::Receiver<(TlsStream<TcpStream>, SocketAddr)>,
    address: SocketAddr,
}

impl TlsListener {
    /// Listens.
    pub fn new(listener: TcpListener, config: Arc<ServerConfig>) -> io::Result<TlsListener> {
        let address = listener.local_addr()?;
        let (sender, ready) = mpsc::channel(QUEUE);
        tokio::spawn(accept(listener, TlsAcceptor::from(config), sender));
        Ok(TlsListener { ready, address })
    }
}

/// Accepts until nobody takes connections any more.
async fn accept(listener: TcpListener, acceptor: TlsAcceptor, sender: mpsc::Sender<(TlsStream<TcpStream>, SocketAddr)>) {
    let turns = Arc::new(Semaphore::new(MOST_HANDSHAKES));
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = sender.closed() => return,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(error = %error, "a connection was not accepted");
                tokio::time::sleep(BREATH).await;
                continue;
            }
        };
        let Ok(turn) = turns.clone().acquire_owned().await else { return };
        let (acceptor, sender) = (acceptor.clone(), sender.clone());
        tokio::spawn(async move {
            let _turn = turn;
            match tokio::time::timeout(PATIENCE, acceptor.accept(stream)).await {
                // Where nobody takes it any more the server is stopping.
                Ok(Ok(stream)) => drop(sender.send((stream, peer)).await),
                Ok(Err(error)) => tracing::debug!(error = %error, "a TLS handshake failed"),
                Err(_) => tracing::debug!("a TLS handshake took too long"),
            }
        });
    }
}

impl Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        match self.ready.recv().await {
            Some(connection) => connection,
            // The task that accepts ends only when this listener is dropped.
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.address)
    }
}
