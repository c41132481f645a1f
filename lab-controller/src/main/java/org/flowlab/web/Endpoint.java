package org.flowlab.web;

/// Answers the requests of one operation. It is called on a thread of [Work] and may block; what it
/// throws becomes a problem.
interface Endpoint {
    Answer answer(Request request) throws Exception;
}
