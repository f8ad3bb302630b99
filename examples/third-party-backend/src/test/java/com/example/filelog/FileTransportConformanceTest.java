package com.example.filelog;

import dev.realtime4j.tck.TransportContract;
import dev.realtime4j.tck.TransportFixture;

// tag::test[]
class FileTransportConformanceTest extends TransportContract {
    @Override
    protected TransportFixture fixture() {
        return new FileFixture();
    }
}
// end::test[]
