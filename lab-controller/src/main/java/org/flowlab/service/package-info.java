/// Labs that live and runs that run, with their queues and events; knows no terminal and no HTTP.
/// Uses experiment and the packages below it; entry type LabService.
@NullMarked
package org.flowlab.service;

import org.jspecify.annotations.NullMarked;
