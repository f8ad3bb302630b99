package dev.realtime4j.tck.broker;

/** A broker that is a process: what all of them have in common. */
abstract class ProcessBroker implements Broker {
    private final BrokerProcess process;

    ProcessBroker(BrokerProcess process) {
        this.process = process;
    }

    final BrokerProcess process() {
        return process;
    }

    @Override
    public String version() {
        return process.version();
    }

    @Override
    public String host() {
        return process.host();
    }

    @Override
    public int port() {
        return process.port();
    }

    @Override
    public void kill() {
        process.kill();
    }

    @Override
    public void start() {
        process.start();
    }

    @Override
    public void pause() {
        process.pause();
    }

    @Override
    public void resume() {
        process.resume();
    }

    @Override
    public void close() {
        process.close();
    }
}
