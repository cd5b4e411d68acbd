import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** Asks whether the database answers. */
@Injectable()
export class DatabaseProbe {
  constructor(private readonly source: DataSource) {}

  async answers(): Promise<boolean> {
    try {
      await this.source.query('SELECT 1');
      return true;
    } catch {
      return false;
    }
  }
}
