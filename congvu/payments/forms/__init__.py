"""What is typed and chosen where money is paid and booked."""
