import { Injectable } from '@nestjs/common';

/** Says in this process that deliveries have ended: a look at what is due may be worth while. Nothing is lost where nobody hears it. */
@Injectable()
export class DispatchSignal {
  private hear: (ended: number) => void = () => undefined;

  onSignal(hear: (ended: number) => void): void {
    this.hear = hear;
  }

  give(ended: number): void {
    this.hear(ended);
  }
}
