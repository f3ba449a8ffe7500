// A worker inside a NestJS application: services are injected into its handlers, and it drains when the application shuts down. See README.md beside it.
import { worker } from '@millrace/worker';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

/** Business code that knows nothing of jobs. */
class Prices {
  totalOf(items) {
    return items.reduce((total, { price, count }) => total + price * count, 0);
  }
}

/** The worker as a provider: Nest starts it with the application and calls `onApplicationShutdown` on SIGTERM. */
class OrderWorker {
  constructor(prices) {
    this.running = worker({ address: process.env.ZEEBE_ADDRESS ?? '127.0.0.1:26500' })
      .task('add-up', (job) => ({ total: prices.totalOf(job.variables.items) }))
      .run();
  }

  async onApplicationShutdown() {
    await this.running.drain({ deadline: '10s' });
  }
}

class OrderModule {}
// The decorator, called as a function: this file runs as it stands, without a compiler.
Module({
  providers: [Prices, { provide: OrderWorker, inject: [Prices], useFactory: (prices) => new OrderWorker(prices) }],
})(OrderModule);

const application = await NestFactory.createApplicationContext(OrderModule);
application.enableShutdownHooks();
