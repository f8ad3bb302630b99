/**
 * A backend that keeps each channel in an append-only file: a complete example of a transport that is not part of Realtime.
 *
 * <p>Read in this order: {@link com.example.filelog.FileTransportProvider} (how the backend is found), {@link
 * com.example.filelog.FileTransport} (the three verbs), {@code FileStore} (one thread does all I/O), {@code ChannelLog}
 * (one channel: ids, continuity, keys, retention), {@code LogRecord} (bytes).
 */
@NullMarked
package com.example.filelog;

import org.jspecify.annotations.NullMarked;
