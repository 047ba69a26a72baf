import { Injectable } from '@nestjs/common';

/** Says in this process that a look at what is due may be worth while. Nothing is lost where nobody hears it. */
@Injectable()
export class DispatchSignal {
  private hear: () => void = () => undefined;

  onSignal(hear: () => void): void {
    this.hear = hear;
  }

  give(): void {
    this.hear();
  }
}
