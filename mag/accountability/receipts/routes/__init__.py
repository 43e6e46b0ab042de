"""The pages of receipts: the bytes in ``files``, the figures a partner gives in ``figures``, the judging by staff in ``judge``."""
